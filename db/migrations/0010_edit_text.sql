UPDATE "messages" SET "body" = "edited_body", "bound" = "edited_bound" WHERE "kind" = 'message' AND "edited_at" IS NOT NULL AND "deleted_at" IS NULL;--> statement-breakpoint
UPDATE "messages" m SET "body" = '', "bound" = NULL WHERE m."kind" = 'edit' AND m."body" <> '' AND EXISTS (SELECT FROM "messages" later WHERE later."room_id" = m."room_id" AND later."target" = m."target" AND later."kind" = 'edit' AND later."seq" > m."seq");--> statement-breakpoint
CREATE INDEX "messages_edit_text" ON "messages" USING btree ("room_id","target") WHERE kind = 'edit' and body <> '';
