using Gova.AppHost.Local.Processes;

namespace Gova.AppHost.Local.Running;

/// <summary>
/// 'dotnet run' starts this host as its child, and killing it would leave the host alive: the host looks for its parent
/// and stops when it has another one. Started by anything else (a shell, a service manager), it lives on its own.
/// </summary>
internal static class ParentWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public static IDisposable? Start(Action ended)
    {
        var parent = Signals.ParentId();
        if (!IsDotnet(parent))
        {
            return null;
        }

        return new Timer(
            _ =>
            {
                if (Signals.ParentId() != parent)
                {
                    ended();
                }
            },
            null, Interval, Interval);
    }

    private static bool IsDotnet(int processId)
    {
        var name = $"/proc/{processId}/comm";
        return File.Exists(name) && File.ReadAllText(name).Trim() == "dotnet";
    }
}
