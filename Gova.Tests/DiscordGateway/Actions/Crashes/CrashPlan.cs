namespace Gova.Tests.DiscordGateway.Actions.Crashes;

/// <summary>
/// Counts the points at which an executor can die: before and after each statement, commit and call. At the planned one it dies,
/// and from then on nothing that it tries has any effect.
/// </summary>
/// <param name="at">Counted from 0; beyond the last one nothing dies.</param>
internal sealed class CrashPlan(int at)
{
    private int _passed;

    public bool IsDead { get; private set; }

    public void Pass()
    {
        IsDead |= _passed++ == at;
        if (IsDead)
        {
            throw new CrashException();
        }
    }
}

internal sealed class CrashException() : Exception("Killed.");
