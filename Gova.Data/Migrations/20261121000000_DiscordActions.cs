using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Gova.Data.Migrations
{
    /// <inheritdoc />
    public partial class DiscordActions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "approval_only_reason",
                table: "moderators",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "approval_only_since",
                table: "moderators",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AlterColumn<long>(
                name: "message_id",
                table: "action_events",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AlterColumn<Guid>(
                name: "event_id",
                table: "action_events",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AlterColumn<DateTimeOffset>(
                name: "event_created_at",
                table: "action_events",
                type: "timestamp with time zone",
                nullable: true,
                oldClrType: typeof(DateTimeOffset),
                oldType: "timestamp with time zone");

            migrationBuilder.AlterColumn<long>(
                name: "channel_id",
                table: "action_events",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<string>(
                name: "decided_by_platform_user_id",
                table: "action_events",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "origin",
                table: "action_events",
                type: "text",
                nullable: false,
                defaultValue: "policy");

            migrationBuilder.AddColumn<string>(
                name: "result",
                table: "action_events",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "reverts_at",
                table: "action_events",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "undoes_action_id",
                table: "action_events",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "kill_switches",
                columns: table => new
                {
                    scope = table.Column<long>(type: "bigint", nullable: false),
                    engaged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    engaged_by = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_kill_switches", x => x.scope);
                });

            migrationBuilder.CreateTable(
                name: "review_cards",
                columns: table => new
                {
                    action_id = table.Column<Guid>(type: "uuid", nullable: false),
                    guild_id = table.Column<long>(type: "bigint", nullable: false),
                    channel_id = table.Column<long>(type: "bigint", nullable: false),
                    message_id = table.Column<long>(type: "bigint", nullable: true),
                    shown_status = table.Column<string>(type: "text", nullable: true),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    last_error = table.Column<string>(type: "text", nullable: true),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_review_cards", x => x.action_id);
                    table.ForeignKey(
                        name: "fk_review_cards_actions",
                        column: x => x.action_id,
                        principalTable: "action_events",
                        principalColumn: "action_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_action_events_enforced",
                table: "action_events",
                columns: new[] { "guild_id", "updated_at" },
                filter: "status IN ('executing', 'completed', 'unknown', 'undone')");

            migrationBuilder.CreateIndex(
                name: "ix_action_events_member",
                table: "action_events",
                columns: new[] { "moderator_id", "platform_user_id", "created_at" },
                descending: new[] { false, false, true });

            migrationBuilder.CreateIndex(
                name: "ix_action_events_reverts",
                table: "action_events",
                column: "reverts_at",
                filter: "status = 'completed' AND reverts_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ux_action_events_undo",
                table: "action_events",
                column: "undoes_action_id",
                unique: true,
                filter: "status NOT IN ('failed', 'rejected', 'refused', 'shadowed', 'expired', 'unknown')");

            migrationBuilder.CreateIndex(
                name: "ix_review_cards_next_attempt",
                table: "review_cards",
                column: "next_attempt_at");

            migrationBuilder.Sql(DiscordActionsSql.WakeReviewCards);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(DiscordActionsSql.Drop);

            migrationBuilder.DropTable(
                name: "kill_switches");

            migrationBuilder.DropTable(
                name: "review_cards");

            migrationBuilder.DropIndex(
                name: "ix_action_events_enforced",
                table: "action_events");

            migrationBuilder.DropIndex(
                name: "ix_action_events_member",
                table: "action_events");

            migrationBuilder.DropIndex(
                name: "ix_action_events_reverts",
                table: "action_events");

            migrationBuilder.DropIndex(
                name: "ux_action_events_undo",
                table: "action_events");

            migrationBuilder.DropColumn(
                name: "approval_only_reason",
                table: "moderators");

            migrationBuilder.DropColumn(
                name: "approval_only_since",
                table: "moderators");

            migrationBuilder.DropColumn(
                name: "decided_by_platform_user_id",
                table: "action_events");

            migrationBuilder.DropColumn(
                name: "origin",
                table: "action_events");

            migrationBuilder.DropColumn(
                name: "result",
                table: "action_events");

            migrationBuilder.DropColumn(
                name: "reverts_at",
                table: "action_events");

            migrationBuilder.DropColumn(
                name: "undoes_action_id",
                table: "action_events");

            migrationBuilder.AlterColumn<long>(
                name: "message_id",
                table: "action_events",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.AlterColumn<Guid>(
                name: "event_id",
                table: "action_events",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);

            migrationBuilder.AlterColumn<DateTimeOffset>(
                name: "event_created_at",
                table: "action_events",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)),
                oldClrType: typeof(DateTimeOffset),
                oldType: "timestamp with time zone",
                oldNullable: true);

            migrationBuilder.AlterColumn<long>(
                name: "channel_id",
                table: "action_events",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);
        }
    }
}
