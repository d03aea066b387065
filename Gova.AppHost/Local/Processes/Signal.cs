using System.Runtime.InteropServices;

namespace Gova.AppHost.Local.Processes;

internal enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}

internal static partial class Signals
{
    public static string Name(this Signal signal) => signal switch
    {
        Signal.Interrupt => "INT",
        Signal.Kill => "KILL",
        _ => "TERM",
    };

    /// <summary>Signals one process, or its whole group for a negative id. A process that is gone is no error.</summary>
    public static void Send(int processId, Signal signal) => _ = Kill(processId, (int)signal);

    public static int ParentId() => GetParentId();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParentId();
}
