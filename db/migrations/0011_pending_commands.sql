CREATE TABLE "pending_commands" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "pending_commands_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"target" text NOT NULL,
	"target_id" uuid NOT NULL,
	"orders" jsonb NOT NULL,
	"at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"due_at" timestamp (3) with time zone DEFAULT clock_timestamp() + interval '6 seconds' NOT NULL
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "ended_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "pending_commands_target" ON "pending_commands" USING btree ("target_id");--> statement-breakpoint
CREATE INDEX "pending_commands_due" ON "pending_commands" USING btree ("due_at");