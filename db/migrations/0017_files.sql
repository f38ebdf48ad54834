CREATE TABLE "files" (
	"id" uuid PRIMARY KEY NOT NULL,
	"room_id" uuid,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"size" bigint NOT NULL,
	"width" integer,
	"height" integer,
	"placeholder" text,
	"thumbnail_size" integer,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp (3) with time zone,
	"seq" bigint,
	"later_seqs" bigint[] DEFAULT '{}' NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"removal_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "files" jsonb;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_room_id_rooms_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."rooms"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "files_message" ON "files" USING btree ("room_id","seq");--> statement-breakpoint
CREATE INDEX "files_user" ON "files" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "files_unattached" ON "files" USING btree ("created_at") WHERE seq is null;--> statement-breakpoint
CREATE INDEX "files_removal" ON "files" USING btree (coalesce(removal_at, deleted_at)) WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "files_roomless" ON "files" USING btree ("id") WHERE room_id is null;