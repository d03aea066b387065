namespace Gova.AppHost.Local.Parts;

/// <summary>
/// After a crash PostgreSQL finds its old process id file and refuses to start when that id is in use again, by anyone.
/// The state folder is locked by this host, so a file whose process is not this cluster's server is removed.
/// </summary>
internal static class StalePidFile
{
    public static void Remove(string path, string dataFolder)
    {
        if (!File.Exists(path))
        {
            return;
        }

        var commandLine = $"/proc/{File.ReadLines(path).FirstOrDefault()?.Trim()}/cmdline";
        if (!File.Exists(commandLine) || !File.ReadAllText(commandLine).Contains(dataFolder, StringComparison.Ordinal))
        {
            File.Delete(path);
        }
    }
}
