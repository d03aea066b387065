using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Gova.Data.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:vector", ",,");

            migrationBuilder.CreateTable(
                name: "discord_sessions",
                columns: table => new
                {
                    shard_id = table.Column<int>(type: "integer", nullable: false),
                    shard_count = table.Column<int>(type: "integer", nullable: false),
                    session_id = table.Column<string>(type: "text", nullable: false),
                    resume_gateway_url = table.Column<string>(type: "text", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_discord_sessions", x => x.shard_id);
                });

            migrationBuilder.Sql(InitialSql.CreatePartitioned);

            migrationBuilder.CreateTable(
                name: "outbox_messages",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    topic = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "review_queue",
                columns: table => new
                {
                    review_id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    moderator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    priority = table.Column<short>(type: "smallint", nullable: false),
                    available_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    traceparent = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_review_queue", x => x.review_id);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    username = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: false),
                    pricing_tier = table.Column<string>(type: "text", nullable: false),
                    is_verified = table.Column<bool>(type: "boolean", nullable: false),
                    discord_oauth_payload = table.Column<string>(type: "text", nullable: true),
                    stripe_customer_id = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.user_id);
                    table.CheckConstraint("ck_users_pricing_tier", "pricing_tier IN ('FREE', 'PRO')");
                });

            migrationBuilder.CreateTable(
                name: "moderators",
                columns: table => new
                {
                    moderator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    description = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    platform = table.Column<string>(type: "text", nullable: false),
                    platform_server_id = table.Column<string>(type: "text", nullable: false),
                    conf = table.Column<string>(type: "jsonb", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_moderators", x => x.moderator_id);
                    table.CheckConstraint("ck_moderators_status", "status IN ('online', 'offline', 'paused')");
                    table.ForeignKey(
                        name: "fk_moderators_users",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "user_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "action_events",
                columns: table => new
                {
                    action_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    moderator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    platform = table.Column<string>(type: "text", nullable: false),
                    guild_id = table.Column<long>(type: "bigint", nullable: false),
                    channel_id = table.Column<long>(type: "bigint", nullable: false),
                    message_id = table.Column<long>(type: "bigint", nullable: false),
                    platform_user_id = table.Column<string>(type: "text", nullable: false),
                    action_type = table.Column<string>(type: "text", nullable: false),
                    action_params = table.Column<string>(type: "jsonb", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    error_msg = table.Column<string>(type: "text", nullable: true),
                    decided_by = table.Column<Guid>(type: "uuid", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    executed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    traceparent = table.Column<string>(type: "text", nullable: true),
                    recorded_xid = table.Column<ulong>(type: "xid8", nullable: false, defaultValueSql: "pg_current_xact_id()"),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_action_events", x => x.action_id);
                    table.CheckConstraint("ck_action_events_status", "status IN ('awaiting_approval', 'approved', 'executing', 'completed', 'failed', 'rejected', 'refused', 'shadowed', 'expired', 'undone', 'unknown')");
                    table.ForeignKey(
                        name: "fk_action_events_moderators",
                        column: x => x.moderator_id,
                        principalTable: "moderators",
                        principalColumn: "moderator_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_action_events_expiry",
                table: "action_events",
                column: "expires_at",
                filter: "status IN ('awaiting_approval', 'approved')");

            migrationBuilder.CreateIndex(
                name: "ix_action_events_lease",
                table: "action_events",
                column: "lease_until",
                filter: "status = 'executing'");

            migrationBuilder.CreateIndex(
                name: "ix_action_events_moderator",
                table: "action_events",
                columns: new[] { "moderator_id", "created_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_action_events_recorded",
                table: "action_events",
                column: "recorded_xid");

            migrationBuilder.CreateIndex(
                name: "ux_action_events_evaluation",
                table: "action_events",
                columns: new[] { "event_id", "action_type" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_evaluation_embeddings_cosine",
                table: "evaluation_embeddings",
                column: "embedding")
                .Annotation("Npgsql:IndexMethod", "hnsw")
                .Annotation("Npgsql:IndexOperators", new[] { "halfvec_cosine_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_evaluation_events_moderator",
                table: "evaluation_events",
                columns: new[] { "moderator_id", "created_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_evaluation_events_recorded",
                table: "evaluation_events",
                column: "recorded_xid");

            migrationBuilder.CreateIndex(
                name: "ux_evaluation_events_message",
                table: "evaluation_events",
                columns: new[] { "moderator_id", "message_id", "revision", "created_at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_moderators_server",
                table: "moderators",
                columns: new[] { "platform", "platform_server_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_moderators_user_name",
                table: "moderators",
                columns: new[] { "user_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_review_queue_moderator",
                table: "review_queue",
                columns: new[] { "moderator_id", "priority", "review_id" },
                descending: new[] { false, true, false });

            migrationBuilder.Sql(InitialSql.CaseInsensitiveAccounts);
            migrationBuilder.Sql(InitialSql.Feed);
            migrationBuilder.Sql(InitialSql.OutboxNotification);
            migrationBuilder.Sql(InitialSql.MaintainPartitions);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(InitialSql.Drop);

            migrationBuilder.DropTable(
                name: "action_events");

            migrationBuilder.DropTable(
                name: "discord_sessions");

            migrationBuilder.DropTable(
                name: "evaluation_embeddings");

            migrationBuilder.DropTable(
                name: "evaluation_events");

            migrationBuilder.DropTable(
                name: "outbox_messages");

            migrationBuilder.DropTable(
                name: "review_queue");

            migrationBuilder.DropTable(
                name: "moderators");

            migrationBuilder.DropTable(
                name: "users");
        }
    }
}
