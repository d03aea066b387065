using Gova.Messaging.Contracts;

namespace Gova.Data.Actions;

/// <summary>An action on a member or message, from decision to outcome (seed table <c>action_events</c>).</summary>
public sealed partial class ActionEvent
{
    /// <summary>How long an approved action waits for its executor: punishing later than that would surprise everyone.</summary>
    public static readonly TimeSpan ExecutionWindow = TimeSpan.FromMinutes(10);

    /// <summary>How long a human has to approve: after a day the conversation has moved on.</summary>
    public static readonly TimeSpan ApprovalWindow = TimeSpan.FromHours(24);

    private ActionEvent()
    {
    }

    public Guid ActionId { get; private init; }

    /// <summary>The evaluation that led to it; null when a person's command did. No foreign key: evaluations are dropped by month.</summary>
    public Guid? EventId { get; private init; }

    /// <summary>The evaluation's partition key.</summary>
    public DateTimeOffset? EventCreatedAt { get; private init; }

    public Guid ModeratorId { get; private init; }

    public string Platform { get; private init; } = "";

    public long GuildId { get; private init; }

    /// <summary>Null when it concerns no channel.</summary>
    public long? ChannelId { get; private init; }

    /// <summary>Null when it concerns no message.</summary>
    public long? MessageId { get; private init; }

    /// <summary>
    /// The target: the message's author, bound by the server, or the member that a moderator's command named. Empty when it
    /// concerns a channel or the server.
    /// </summary>
    public string PlatformUserId { get; private init; } = "";

    /// <summary>Who or what brought it about.</summary>
    public ActionOrigin Origin { get; private init; }

    /// <summary>The completed action that this one reverses.</summary>
    public Guid? UndoesActionId { get; private init; }

    /// <summary>An <c>ActionType</c> of the engine in snake_case, e.g. <c>reply</c>, <c>remove_timeout</c>.</summary>
    public string ActionType { get; private init; } = "";

    /// <summary>E.g. <c>{"duration": 3600}</c> in seconds, <c>{"content": "…"}</c>.</summary>
    public string ActionParams { get; private set; } = "{}";

    public ActionStatus Status { get; private set; }

    /// <summary>Why it was decided.</summary>
    public string? Reason { get; private init; }

    /// <summary>Why it failed, was refused, or is unknown.</summary>
    public string? ErrorMsg { get; private set; }

    /// <summary>The account that approved or rejected it; null when the policy did.</summary>
    public Guid? DecidedBy { get; private set; }

    /// <summary>The platform user who approved, rejected or commanded it; null when nobody did it there.</summary>
    public string? DecidedByPlatformUserId { get; private set; }

    /// <summary>What the platform answered, as far as an undo needs it: JSON, e.g. <c>{"message_id": "…"}</c>.</summary>
    public string? Result { get; private set; }

    /// <summary>When a completed action is to be reversed by itself, e.g. the end of a temporary ban.</summary>
    public DateTimeOffset? RevertsAt { get; private set; }

    /// <summary>While <see cref="ActionStatus.Executing"/>: until when the executor has it.</summary>
    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>Until when a human may approve; once approved, until when it may be executed.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>The last transition: while <see cref="ActionStatus.Executing"/>, the claim.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? ExecutedAt { get; private set; }

    /// <summary>Trace of the message that led here.</summary>
    public string? Traceparent { get; private init; }

    /// <summary>Of the text that was judged; null when a person's command led here.</summary>
    public Guid? TextHash { get; private init; }

    /// <inheritdoc cref="Evaluations.EvaluationEvent.RecordedXid"/>
    public ulong RecordedXid { get; private init; }

    /// <summary>
    /// An action that needs no decision: a person commanded it, it reverses another, or its time has come. The event belongs in
    /// the outbox of the same transaction.
    /// </summary>
    /// <param name="actionId">Derived from the command where that may arrive twice: the key then lets it in once.</param>
    public static (ActionEvent Action, ActionApprovedEvent Event) CreateApproved(Guid actionId, NewAction action, DateTimeOffset now)
    {
        var created = new ActionEvent
        {
            ActionId = actionId,
            ModeratorId = action.ModeratorId,
            Platform = action.Platform,
            GuildId = action.GuildId,
            ChannelId = action.ChannelId,
            MessageId = action.MessageId,
            PlatformUserId = action.PlatformUserId,
            Origin = action.Origin,
            UndoesActionId = action.UndoesActionId,
            ActionType = action.ActionType,
            ActionParams = action.ActionParams,
            Reason = action.Reason,
            DecidedBy = action.DecidedBy,
            DecidedByPlatformUserId = action.DecidedByPlatformUserId,
            Status = ActionStatus.Approved,
            ExpiresAt = now + ExecutionWindow,
            CreatedAt = now,
            UpdatedAt = now,
            Traceparent = action.Traceparent,
        };
        return (created, created.Approved());
    }

    /// <summary>A human approves, which starts the <see cref="ExecutionWindow"/>. The event belongs in the outbox of the same transaction.</summary>
    /// <param name="actionParams">JSON object in place of what was proposed; null leaves that.</param>
    /// <exception cref="InvalidTransitionException">It does not await approval, or has expired.</exception>
    /// <exception cref="ActionClaimedException">Another reviewer has claimed it.</exception>
    public ActionApprovedEvent Approve(Guid decidedBy, DateTimeOffset now, string? actionParams = null)
    {
        Approve(now, decidedBy);
        DecidedBy = decidedBy;
        ActionParams = actionParams ?? ActionParams;
        return Approved();
    }

    /// <summary>As <see cref="Approve(Guid, DateTimeOffset, string?)"/>, by somebody on the platform.</summary>
    /// <exception cref="InvalidTransitionException">It does not await approval, or has expired.</exception>
    /// <exception cref="ActionClaimedException">A reviewer has claimed it.</exception>
    public ActionApprovedEvent ApproveOnPlatform(string platformUserId, DateTimeOffset now)
    {
        Approve(now, null);
        DecidedByPlatformUserId = platformUserId;
        return Approved();
    }

    /// <summary>A human says no.</summary>
    /// <exception cref="InvalidTransitionException">It does not await approval.</exception>
    /// <exception cref="ActionClaimedException">Another reviewer has claimed it.</exception>
    public void Reject(Guid decidedBy, string? reason, DateTimeOffset now)
    {
        Reject(now, decidedBy);
        DecidedBy = decidedBy;
        ErrorMsg = reason;
    }

    /// <summary>As <see cref="Reject(Guid, string?, DateTimeOffset)"/>, by somebody on the platform.</summary>
    /// <exception cref="InvalidTransitionException">It does not await approval.</exception>
    /// <exception cref="ActionClaimedException">A reviewer has claimed it.</exception>
    public void RejectOnPlatform(string platformUserId, string? reason, DateTimeOffset now)
    {
        Reject(now, null);
        DecidedByPlatformUserId = platformUserId;
        ErrorMsg = reason;
    }

    /// <summary>A human decides after all: the moderator has acted too much.</summary>
    /// <exception cref="InvalidTransitionException">It is not approved.</exception>
    public void ReturnForApproval(string reason, DateTimeOffset now)
    {
        MoveTo(ActionStatus.AwaitingApproval, now, ActionStatus.Approved);
        ErrorMsg = reason;
        ExpiresAt = now + ApprovalWindow;
    }

    /// <summary>Nobody may execute it now: a kill switch is on.</summary>
    /// <exception cref="InvalidTransitionException">It is not approved.</exception>
    public ActionPerformedModeratorEvent Refuse(string reason, DateTimeOffset now)
    {
        MoveTo(ActionStatus.Refused, now, ActionStatus.Approved);
        ErrorMsg = reason;
        return Performed(reason);
    }

    /// <summary>The executor takes it.</summary>
    /// <exception cref="InvalidTransitionException">It is not approved.</exception>
    public void Claim(DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        MoveTo(ActionStatus.Executing, now, ActionStatus.Approved);
        ErrorMsg = null;
        LeaseUntil = leaseUntil;
    }

    /// <summary>When it is to be reversed by itself from now on; null when it is not any more.</summary>
    public void ScheduleReversal(DateTimeOffset? at) => RevertsAt = at;

    /// <summary>The executor reports.</summary>
    /// <param name="result">JSON of what the platform answered, as far as an undo needs it.</param>
    /// <param name="revertsAt">When it is to be reversed by itself.</param>
    /// <exception cref="InvalidTransitionException">It is not executing, or <paramref name="outcome"/> is no outcome.</exception>
    public ActionPerformedModeratorEvent Finish(
        ActionStatus outcome, string? error, DateTimeOffset now, string? result = null, DateTimeOffset? revertsAt = null)
    {
        if (outcome is not (ActionStatus.Completed or ActionStatus.Failed or ActionStatus.Unknown or ActionStatus.Expired or ActionStatus.Refused))
        {
            throw new InvalidTransitionException("action", Status.ToString(), outcome.ToString());
        }

        MoveTo(outcome, now, ActionStatus.Executing);
        LeaseUntil = null;
        ErrorMsg = error;
        Result = result;
        RevertsAt = revertsAt;
        ExecutedAt = outcome == ActionStatus.Completed ? now : null;
        return Performed(error);
    }

    /// <summary>Another action has reversed it.</summary>
    /// <exception cref="InvalidTransitionException">It is not completed.</exception>
    public ActionPerformedModeratorEvent MarkUndone(DateTimeOffset now)
    {
        MoveTo(ActionStatus.Undone, now, ActionStatus.Completed);
        RevertsAt = null;
        return Performed(null);
    }

    private void Approve(DateTimeOffset now, Guid? by)
    {
        if (Status == ActionStatus.AwaitingApproval && now >= ExpiresAt)
        {
            throw new InvalidTransitionException("action", nameof(ActionStatus.Expired), nameof(ActionStatus.Approved));
        }

        RequireNotClaimedByOther(by, now);
        MoveTo(ActionStatus.Approved, now, ActionStatus.AwaitingApproval);
        EndClaim();
        ExpiresAt = now + ExecutionWindow;
    }

    private void Reject(DateTimeOffset now, Guid? by)
    {
        RequireNotClaimedByOther(by, now);
        MoveTo(ActionStatus.Rejected, now, ActionStatus.AwaitingApproval);
        EndClaim();
    }

    private ActionApprovedEvent Approved() => new(ActionId, ModeratorId, GuildId);

    private ActionPerformedModeratorEvent Performed(string? error) =>
        new(ActionId, EventId, ModeratorId, ActionType, StatusNames.Of(Status), error);

    private void MoveTo(ActionStatus to, DateTimeOffset now, ActionStatus from)
    {
        if (Status != from)
        {
            throw new InvalidTransitionException("action", Status.ToString(), to.ToString());
        }

        Status = to;
        UpdatedAt = now;
    }
}
