namespace Gova.Data.Actions;

/// <summary>A reviewer's claim: while it lasts, no other decides about the action.</summary>
public sealed partial class ActionEvent
{
    /// <summary>How long a claim lasts unless it is renewed: long enough to read the case, short enough to leave for lunch.</summary>
    public static readonly TimeSpan ClaimWindow = TimeSpan.FromMinutes(5);

    /// <summary>The account that looks at it, so that no other decides meanwhile; over at <see cref="ClaimedUntil"/>.</summary>
    public Guid? ClaimedBy { get; private set; }

    public DateTimeOffset? ClaimedUntil { get; private set; }

    /// <summary>Whether somebody has claimed it, and not the account given.</summary>
    public bool IsClaimedByOther(Guid? than, DateTimeOffset now) => ClaimedBy is not null && ClaimedBy != than && ClaimedUntil > now;

    /// <summary>A reviewer takes it, or keeps it for longer.</summary>
    /// <exception cref="InvalidTransitionException">It does not await approval, or has expired.</exception>
    /// <exception cref="ActionClaimedException">Another reviewer has claimed it.</exception>
    public void ClaimForReview(Guid by, DateTimeOffset now)
    {
        if (Status != ActionStatus.AwaitingApproval || now >= ExpiresAt)
        {
            var status = Status == ActionStatus.AwaitingApproval ? ActionStatus.Expired : Status;
            throw new InvalidTransitionException("action", status.ToString(), "claimed");
        }

        RequireNotClaimedByOther(by, now);
        ClaimedBy = by;
        ClaimedUntil = now + ClaimWindow;
    }

    /// <summary>A reviewer gives it back. Nothing when nobody has it any more.</summary>
    /// <exception cref="ActionClaimedException">Another reviewer has claimed it.</exception>
    public void ReleaseClaim(Guid by, DateTimeOffset now)
    {
        RequireNotClaimedByOther(by, now);
        EndClaim();
    }

    private void EndClaim() => (ClaimedBy, ClaimedUntil) = (null, null);

    private void RequireNotClaimedByOther(Guid? than, DateTimeOffset now)
    {
        if (Status == ActionStatus.AwaitingApproval && IsClaimedByOther(than, now))
        {
            throw new ActionClaimedException(ClaimedBy!.Value, ClaimedUntil!.Value);
        }
    }
}

/// <summary>Another reviewer looks at the action just now.</summary>
public sealed class ActionClaimedException(Guid claimedBy, DateTimeOffset claimedUntil) : InvalidTransitionException("action", "claimed", "decided")
{
    public Guid ClaimedBy { get; } = claimedBy;

    public DateTimeOffset ClaimedUntil { get; } = claimedUntil;
}
