using System.Text.Json;
using Gova.AppHost.Local.Parts;
using Gova.AppHost.Local.Processes;

namespace Gova.AppHost.Local.Running;

/// <summary>
/// What one host keeps between starts: data, generated secrets, the ports it used. Locked, so that two hosts never share
/// it. A temporary one is deleted at the end.
/// </summary>
internal sealed class StateFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly Lock _gate = new();
    private FileStream? _lock;

    public StateFolder(string? path, bool temporary)
    {
        Temporary = temporary && path is null;
        Path = Temporary
            ? Directory.CreateTempSubdirectory("gova-").FullName
            : System.IO.Path.GetFullPath(path ?? System.IO.Path.Combine(Preparation.InstallFolder, "run"));
        Directory.CreateDirectory(Path, OwnerOnly);
    }

    public string Path { get; }

    public bool Temporary { get; }

    public string Sub(string name) => System.IO.Path.Combine(Path, name);

    public void Acquire()
    {
        try
        {
            _lock = new FileStream(Sub("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new DistributedApplicationException(
                $"Another host already runs on {Path}. Stop it, or give this one a folder of its own with GOVA_STATE_DIR.");
        }
    }

    /// <summary>A secret that is generated the first time and the same ever after.</summary>
    public string Secret(string name, Func<string> generate) => Remember("secrets.json", name, _ => true, generate);

    /// <summary>The port of the last start, else the preferred one, else any; each only while nothing else has it.</summary>
    public int Port(string name, int? preferred) => Temporary
        ? Ports.Free()
        : Remember("ports.json", name, port => Ports.Free(port) == port, () => Ports.Free(preferred));

    public void Dispose()
    {
        _lock?.Dispose();
        if (Temporary)
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private T Remember<T>(string file, string name, Func<T, bool> stillGood, Func<T> create)
    {
        lock (_gate)
        {
            var path = Sub(file);
            var all = File.Exists(path) ? JsonSerializer.Deserialize<SortedDictionary<string, T>>(File.ReadAllText(path))! : [];
            if (!all.TryGetValue(name, out var value) || !stillGood(value))
            {
                all[name] = value = create();
                PrivateFile.Write(path, JsonSerializer.Serialize(all, Json.Indented));
            }

            return value;
        }
    }
}

internal static class Json
{
    public static JsonSerializerOptions Indented { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };
}
