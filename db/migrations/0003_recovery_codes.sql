DROP INDEX "credentials_user";--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_user_kind" UNIQUE("user_id","kind");