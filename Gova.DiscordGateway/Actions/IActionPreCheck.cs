using Gova.Data.Actions;

namespace Gova.DiscordGateway.Actions;

/// <summary>Answers before any call whether the bot may do to that member, there, what an action says.</summary>
internal interface IActionPreCheck
{
    /// <exception cref="Exception">What <see cref="Trouble"/> knows: nobody can tell now whether the member is immune.</exception>
    /// <returns>Why not, for people to read: the missing permission or the member's immunity. Null when it may, or nobody knows.</returns>
    Task<string?> ObjectionAsync(ActionEvent action, CancellationToken cancellationToken);
}
