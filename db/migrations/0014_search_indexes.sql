-- apart
DROP INDEX CONCURRENTLY IF EXISTS "messages_search";--> statement-breakpoint
-- New rows wait in a list that each search reads: a short one. No row fits their conditions yet, so they are made within seconds: Neon ends a statement over HTTP after 15 s.
CREATE INDEX CONCURRENTLY "messages_search" ON "messages" USING gin (search_words("room_id", "author_id", "body")) WITH (gin_pending_list_limit=512) WHERE searchable and kind = 'message' and notice is null and deleted_at is null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "messages_sent";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "messages_sent" ON "messages" USING btree ("sent_at") WHERE searchable and kind = 'message' and notice is null and deleted_at is null;
