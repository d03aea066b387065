namespace Gova.Messaging.Contracts;

/// <summary>
/// An action may be executed, on <see cref="Topics.Actions"/>. It says only which: what to do and to whom is read from
/// the database by the claim, so a redelivered or forged record cannot change it.
/// </summary>
public sealed record ActionApprovedEvent(Guid ActionId, Guid ModeratorId, long GuildId);

/// <summary>What became of an action, on <see cref="Topics.ActionResults"/>.</summary>
/// <param name="Status">The action's status as stored, e.g. <c>completed</c>.</param>
/// <param name="EvaluationId">Null when a person's command led to it.</param>
/// <param name="ErrorMessage">Why it failed.</param>
public sealed record ActionPerformedModeratorEvent(
    Guid ActionId, Guid? EvaluationId, Guid ModeratorId, string ActionType, string Status, string? ErrorMessage = null);
