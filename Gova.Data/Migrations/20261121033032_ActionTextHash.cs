using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Gova.Data.Migrations
{
    /// <inheritdoc />
    public partial class ActionTextHash : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "text_hash",
                table: "action_events",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ux_action_events_text",
                table: "action_events",
                columns: new[] { "moderator_id", "message_id", "action_type", "text_hash" },
                unique: true,
                filter: "text_hash IS NOT NULL AND status NOT IN ('refused', 'shadowed', 'failed', 'expired')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ux_action_events_text",
                table: "action_events");

            migrationBuilder.DropColumn(
                name: "text_hash",
                table: "action_events");
        }
    }
}
