using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Actions;

/// <summary>
/// One kind of action: how it is done to Discord, and how Discord shows that it was. A new kind is a class here, a line in
/// <see cref="ActionExtensions"/>, and where it can be undone one in <see cref="Reversal"/>.
/// </summary>
internal interface IActionKind
{
    ActionType Type { get; }

    /// <summary>What the bot needs for it, to name it when Discord refuses.</summary>
    Permissions Needs { get; }

    /// <summary>The error by which a repeated call shows that an earlier one, whose answer got lost, was executed.</summary>
    int? CodeWhenGone => null;

    /// <summary>
    /// Reads what only can be known before the call: what an undo goes back to, or what exactly is meant. It is stored before the
    /// call, so that a crash does not lose it and the repeat means the same.
    /// </summary>
    Task<ActionResult?> PrepareAsync(ActionEvent action, CancellationToken cancellationToken) => Task.FromResult<ActionResult?>(null);

    /// <returns>What an undo needs, where the preparation did not tell.</returns>
    /// <exception cref="InvalidParametersException">It cannot be executed as it is stored.</exception>
    /// <exception cref="DiscordApiException">Discord refused, or is in trouble.</exception>
    Task<ActionResult?> PerformAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken);

    /// <summary>Asks Discord whether the action, whose executor died, was executed.</summary>
    /// <param name="prepared">Null when it got nowhere near the call, if it is prepared at all.</param>
    Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken);

    /// <summary>When an action that was done then is to be reversed by itself.</summary>
    DateTimeOffset? RevertsAt(ActionEvent action, DateTimeOffset doneAt) => null;
}
