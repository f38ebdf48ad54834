DROP INDEX "files_deleted";--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "later_seqs" bigint[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "removal_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "files_removal" ON "files" USING btree (coalesce(removal_at, deleted_at)) WHERE deleted_at is not null;