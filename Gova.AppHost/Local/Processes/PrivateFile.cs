namespace Gova.AppHost.Local.Processes;

/// <summary>Files that hold secrets: readable by this user only, replaced as a whole.</summary>
internal static class PrivateFile
{
    public static async Task WriteAsync(string path, string content, CancellationToken cancellationToken)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using (var writer = new StreamWriter(fresh, options))
        {
            await writer.WriteAsync(content.AsMemory(), cancellationToken);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
