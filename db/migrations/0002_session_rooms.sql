CREATE TABLE "session_rooms" (
	"session_id" uuid NOT NULL,
	"room_id" uuid NOT NULL,
	CONSTRAINT "session_rooms_session_id_room_id_pk" PRIMARY KEY("session_id","room_id")
);
--> statement-breakpoint
ALTER TABLE "session_rooms" ADD CONSTRAINT "session_rooms_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_rooms" ADD CONSTRAINT "session_rooms_room_id_rooms_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."rooms"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "session_rooms_room" ON "session_rooms" USING btree ("room_id");