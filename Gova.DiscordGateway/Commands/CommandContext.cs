using System.Globalization;
using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Commands;

/// <summary>Who used which command where, and how.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Moderator">The server's moderator; null when it has none.</param>
internal sealed record CommandContext(
    Interaction Interaction, long GuildId, long UserId, InteractionMember Member, GuildModerator? Moderator, CommandOptions Options)
{
    /// <summary>As actions name people.</summary>
    public string UserText => UserId.ToString(CultureInfo.InvariantCulture);

    /// <exception cref="CommandRefusedException">The server has no moderator.</exception>
    public GuildModerator RequireModerator() =>
        Moderator ?? throw new CommandRefusedException("This server has no Gova moderator yet: its owner adds one in Gova's web app.");
}
