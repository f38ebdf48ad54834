CREATE TABLE "notifications" (
	"room_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"kind" text NOT NULL,
	"event" bigint NOT NULL,
	"actor_id" uuid,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen" boolean DEFAULT false NOT NULL,
	CONSTRAINT "notifications_room_id_user_id_seq_pk" PRIMARY KEY("room_id","user_id","seq")
);
--> statement-breakpoint
ALTER TABLE "invites" ADD COLUMN "seen" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_room_id_user_id_members_room_id_user_id_fk" FOREIGN KEY ("room_id","user_id") REFERENCES "public"."members"("room_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notifications_user" ON "notifications" USING btree ("user_id","at","room_id","event");