CREATE TABLE "mentions" (
	"room_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"user_id" uuid NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "mentions_room_id_seq_user_id_pk" PRIMARY KEY("room_id","seq","user_id")
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "bound" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "edited_bound" jsonb;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "mention_key" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "search_key" text;--> statement-breakpoint
ALTER TABLE "mentions" ADD CONSTRAINT "mentions_room_id_user_id_members_room_id_user_id_fk" FOREIGN KEY ("room_id","user_id") REFERENCES "public"."members"("room_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mentions_member" ON "mentions" USING btree ("room_id","user_id","at");--> statement-breakpoint
CREATE INDEX "users_mention_key" ON "users" USING btree ("mention_key");