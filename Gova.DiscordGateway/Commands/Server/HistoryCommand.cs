using System.Globalization;
using System.Text;
using Gova.Data;
using Gova.Data.Actions;
using Gova.DiscordGateway.Commands.Members;
using Gova.DiscordGateway.Commands.Text;
using Gova.DiscordGateway.Discord.Models;
using Microsoft.EntityFrameworkCore;

namespace Gova.DiscordGateway.Commands.Server;

/// <summary><c>/gova history</c>: what was done about a user in this server, and their standing.</summary>
internal sealed class HistoryCommand(IDbContextFactory<GovaDbContext> contexts) : ICommand
{
    private const int Shown = 10;
    private const int MaxReason = 80;

    /// <summary>How many of the server's newest evaluations are looked through for the user's.</summary>
    private const int LookedThrough = 20_000;

    public CommandInfo Info { get; } = new(
        "gova history", "What was done about a user in this server", Permissions.ModerateMembers, [CommandOption.Person("About whom")]);

    public async Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var moderator = context.RequireModerator();
        var about = context.Options.RequirePerson(CommandOption.User);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var actions = await db.Actions.AsNoTracking()
            .Where(a => a.ModeratorId == moderator.ModeratorId && a.PlatformUserId == about.Text)
            .OrderByDescending(a => a.CreatedAt).Take(Shown).ToListAsync(cancellationToken);
        var score = await db.Evaluations
            .Where(e => e.ModeratorId == moderator.ModeratorId).OrderByDescending(e => e.CreatedAt).Take(LookedThrough)
            .Where(e => e.PlatformUserId == about.Text && e.BehaviourScore != null)
            .OrderByDescending(e => e.CreatedAt).Select(e => e.BehaviourScore).FirstOrDefaultAsync(cancellationToken);

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<@{about.Id}>: ")
            .AppendLine(score is null ? "no message judged lately." : FormattableString.Invariant($"standing {score:0.00} (1 is best)."))
            .Append(actions.Count == 0 ? "Nothing was ever done about them here." : "");
        foreach (var action in actions)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- <t:{action.CreatedAt.ToUnixTimeSeconds()}:d> {Line(action)}");
        }

        return text.ToString();
    }

    private static string Line(ActionEvent action)
    {
        var what = action.ActionType is "warn" or "reply" ? ActionText.Name(action.ActionType) : ActionText.Describe(action.ActionType, action.ActionParams);
        var by = action.DecidedByPlatformUserId is { } user ? $", <@{user}>" : action.DecidedBy is null ? "" : ", decided in the web app";
        var why = action.Reason is null ? "" : $": {SafeText.Escape(action.Reason, MaxReason)}";
        return $"{what} ({ActionText.Name(action.Status)}{by}){why}";
    }
}
