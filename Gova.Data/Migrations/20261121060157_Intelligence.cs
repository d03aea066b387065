using System;
using Gova.Data.Vectors;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Gova.Data.Migrations
{
    /// <inheritdoc />
    public partial class Intelligence : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "explanation",
                table: "evaluation_events",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "seen",
                table: "evaluation_events",
                type: "jsonb",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "alerts",
                columns: table => new
                {
                    alert_id = table.Column<Guid>(type: "uuid", nullable: false),
                    moderator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    details = table.Column<string>(type: "jsonb", nullable: false),
                    raised_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    acknowledged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    acknowledged_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_alerts", x => x.alert_id);
                });

            migrationBuilder.CreateTable(
                name: "backtests",
                columns: table => new
                {
                    backtest_id = table.Column<Guid>(type: "uuid", nullable: false),
                    moderator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    requested_by = table.Column<Guid>(type: "uuid", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    conf = table.Column<string>(type: "jsonb", nullable: false),
                    model = table.Column<string>(type: "text", nullable: true),
                    from_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    until_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    max_messages = table.Column<int>(type: "integer", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: true),
                    done = table.Column<int>(type: "integer", nullable: false),
                    report = table.Column<string>(type: "jsonb", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true),
                    leased_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_backtests", x => x.backtest_id);
                });

            migrationBuilder.CreateTable(
                name: "channel_summaries",
                columns: table => new
                {
                    moderator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel_id = table.Column<long>(type: "bigint", nullable: false),
                    summary = table.Column<string>(type: "text", nullable: false),
                    through_message_id = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_channel_summaries", x => new { x.moderator_id, x.channel_id });
                });

            migrationBuilder.CreateTable(
                name: "member_records",
                columns: table => new
                {
                    moderator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    platform_user_id = table.Column<string>(type: "text", nullable: false),
                    score = table.Column<float>(type: "real", nullable: false),
                    events = table.Column<string>(type: "jsonb", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_member_records", x => new { x.moderator_id, x.platform_user_id });
                });

            migrationBuilder.CreateTable(
                name: "model_usage",
                columns: table => new
                {
                    moderator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    tier = table.Column<string>(type: "text", nullable: false),
                    requests = table.Column<int>(type: "integer", nullable: false),
                    messages = table.Column<int>(type: "integer", nullable: false),
                    input_tokens = table.Column<long>(type: "bigint", nullable: false),
                    output_tokens = table.Column<long>(type: "bigint", nullable: false),
                    cost = table.Column<decimal>(type: "numeric(14,8)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_model_usage", x => new { x.moderator_id, x.day, x.tier });
                });

            migrationBuilder.CreateTable(
                name: "trend_clusters",
                columns: table => new
                {
                    cluster_id = table.Column<Guid>(type: "uuid", nullable: false),
                    moderator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    centroid = table.Column<Embedding>(type: "halfvec(384)", nullable: false),
                    size = table.Column<int>(type: "integer", nullable: false),
                    first_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_trend_clusters", x => x.cluster_id);
                });

            migrationBuilder.CreateTable(
                name: "trend_members",
                columns: table => new
                {
                    cluster_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    moderator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    platform_user_id = table.Column<string>(type: "text", nullable: false),
                    similarity = table.Column<float>(type: "real", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_trend_members", x => new { x.cluster_id, x.event_id });
                    table.ForeignKey(
                        name: "fk_trend_members_clusters",
                        column: x => x.cluster_id,
                        principalTable: "trend_clusters",
                        principalColumn: "cluster_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_evaluation_events_flagged",
                table: "evaluation_events",
                column: "judged_at",
                filter: "severity_score >= 0.3");

            migrationBuilder.CreateIndex(
                name: "ix_alerts_moderator",
                table: "alerts",
                columns: new[] { "moderator_id", "raised_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ux_alerts_subject",
                table: "alerts",
                columns: new[] { "moderator_id", "kind", "subject" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_backtests_moderator",
                table: "backtests",
                columns: new[] { "moderator_id", "requested_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_backtests_open",
                table: "backtests",
                column: "leased_until",
                filter: "status IN ('queued', 'running')");

            migrationBuilder.CreateIndex(
                name: "ix_trend_clusters_moderator",
                table: "trend_clusters",
                columns: new[] { "moderator_id", "last_seen_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_trend_members_member",
                table: "trend_members",
                columns: new[] { "moderator_id", "platform_user_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "alerts");

            migrationBuilder.DropTable(
                name: "backtests");

            migrationBuilder.DropTable(
                name: "channel_summaries");

            migrationBuilder.DropTable(
                name: "member_records");

            migrationBuilder.DropTable(
                name: "model_usage");

            migrationBuilder.DropTable(
                name: "trend_members");

            migrationBuilder.DropTable(
                name: "trend_clusters");

            migrationBuilder.DropIndex(
                name: "ix_evaluation_events_flagged",
                table: "evaluation_events");

            migrationBuilder.DropColumn(
                name: "explanation",
                table: "evaluation_events");

            migrationBuilder.DropColumn(
                name: "seen",
                table: "evaluation_events");
        }
    }
}
