using System.Collections.Frozen;
using Gova.Data;
using Gova.Data.Actions;

namespace Gova.DiscordGateway.Actions;

/// <summary>The kinds of action that Discord offers, by the name under which they are stored.</summary>
internal sealed class ActionKinds(IEnumerable<IActionKind> kinds)
{
    private readonly FrozenDictionary<string, IActionKind> _kinds = kinds.ToFrozenDictionary(kind => StatusNames.Of(kind.Type));

    /// <exception cref="InvalidParametersException">Discord knows no such action.</exception>
    public IActionKind Of(ActionEvent action) => _kinds.GetValueOrDefault(action.ActionType)
        ?? throw new InvalidParametersException($"'{action.ActionType}' is no action that Discord knows.");
}
