namespace Gova.AppHost.Local.Processes;

/// <summary>What to start, and how it is told to end.</summary>
internal sealed record ChildSpec(string Name, string FileName, params IReadOnlyList<string> Arguments)
{
    public string? WorkingDirectory { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Sent by the kernel when this host dies. What the services depend on dies with them, so there is nothing that a gentler
    /// signal would let them finish.
    /// </summary>
    public Signal DeathSignal { get; init; } = Signal.Kill;

    /// <summary>Runs in a user namespace of its own where the host is root: PostgreSQL refuses to run as root.</summary>
    public bool NeverAsRoot { get; init; }

    /// <summary>
    /// The command with its wrappers. A session of its own keeps a terminal's Ctrl+C away from it, so that this host
    /// alone decides the order of the stop.
    /// </summary>
    public IEnumerable<string> Command() =>
    [
        "setsid",
        .. NeverAsRoot && System.Environment.IsPrivilegedProcess
            ? new[] { "unshare", "--user", "--map-user=1000", "--map-group=1000" }
            : [],
        "setpriv", "--pdeathsig", DeathSignal.Name(), "--",
        FileName, .. Arguments,
    ];
}
