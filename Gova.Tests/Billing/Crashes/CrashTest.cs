using System.Diagnostics;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Billing.Crashes;

/// <summary>Lets billing die between any two steps of the same thing, done for one owner after another.</summary>
internal static class CrashTest
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <param name="prepare">Unharmed.</param>
    /// <param name="act">At some step of it or of what it leads to it dies; whoever asked asks again.</param>
    /// <param name="check">What must be in the end.</param>
    /// <param name="output">Learns where it died.</param>
    /// <returns>How often it died.</returns>
    public static async Task<int> DieAtEachStepAsync(
        this MortalBilling billing, Func<Task<Owner>> prepare, Func<Owner, Task> act, Func<Owner, Task> check, ITestOutputHelper output)
    {
        for (var deaths = 0; ; deaths++)
        {
            var (watch, owner) = (Stopwatch.StartNew(), await prepare());
            var death = billing.Steps.Arm();
            var hasDied = await ActAsync(billing, owner, act, death);
            hasDied = await SettleAsync(billing, death, hasDied);
            output.WriteLine($"{watch.ElapsedMilliseconds} ms, died {(hasDied ? await death : "nowhere")}");
            try
            {
                await check(owner);
            }
            catch (Exception e) when (hasDied)
            {
                throw new InvalidOperationException($"It died {await death}, and: {e.Message}{Environment.NewLine}{billing.Tail()}", e);
            }

            if (!hasDied)
            {
                return deaths;
            }
        }
    }

    /// <returns>Whether it died.</returns>
    private static async Task<bool> ActAsync(MortalBilling billing, Owner owner, Func<Owner, Task> act, Task<string> death)
    {
        try
        {
            await act(owner);
            return false;
        }
        catch (HttpRequestException)
        {
            await death.WaitAsync(Deadline);
        }

        await billing.RestartAsync();
        await act(owner);
        return true;
    }

    /// <returns>Whether it died.</returns>
    private static async Task<bool> SettleAsync(MortalBilling billing, Task<string> death, bool hasDied)
    {
        if (!hasDied)
        {
            await Eventually.That(
                async () => death.IsCompleted || (await billing.IsSettledAsync() && billing.Steps.IsQuiet),
                Deadline, () => $"it dies, or all is handled\n{billing.Tail()}");
            if (!billing.Steps.Disarm())
            {
                hasDied = true;
                await death;
                await billing.RestartAsync();
            }
        }

        await billing.SettledAsync();
        return hasDied;
    }
}
