namespace Gova.AppHost.Local.Processes;

/// <summary>Files that hold secrets: readable by this user only, replaced as a whole.</summary>
internal static class PrivateFile
{
    public static void Write(string path, string content)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var writer = new StreamWriter(fresh, options))
        {
            writer.Write(content);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
