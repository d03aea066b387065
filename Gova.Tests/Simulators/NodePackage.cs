using System.Diagnostics;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Simulators;

/// <summary>Libraries that others wrote, installed by npm from a <c>package.json</c> of ours into <c>.gova/</c>, once per tree.</summary>
internal sealed class NodePackage(string name, params string[] source)
{
    // Two classes of tests may want the same libraries at the same time.
    private static readonly SemaphoreSlim Installing = new(1, 1);

    private readonly string _source = Repository.File(source);
    private readonly string _installed = Repository.File(".gova", name);

    /// <summary>Starts a script that stands beside the <c>package.json</c>.</summary>
    public async Task<Process> RunAsync(string script, params string[] arguments)
    {
        await Installing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await InstallAsync();
            File.Copy(Path.Combine(_source, script), Path.Combine(_installed, script), overwrite: true);
        }
        finally
        {
            Installing.Release();
        }

        return Start("node", _installed, [script, .. arguments]);
    }

    private async Task InstallAsync()
    {
        var wanted = await File.ReadAllTextAsync(Path.Combine(_source, "package.json"), TestContext.Current.CancellationToken);
        var present = Path.Combine(_installed, "package.json");
        if (File.Exists(present) && await File.ReadAllTextAsync(present, TestContext.Current.CancellationToken) == wanted)
        {
            return;
        }

        // Installed beside and moved, so that an interrupted installation is never taken for a whole one.
        var beside = $"{_installed}.{Environment.ProcessId}";
        Directory.CreateDirectory(beside);
        await File.WriteAllTextAsync(Path.Combine(beside, "package.json"), wanted, TestContext.Current.CancellationToken);
        using var npm = Start("npm", beside, "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error");
        npm.StandardInput.Close();
        var output = Task.WhenAll(
            npm.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), npm.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await npm.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(npm.ExitCode == 0, $"npm could not install the foreign client's library:\n{string.Join('\n', await output)}");
        if (Directory.Exists(_installed))
        {
            Directory.Delete(_installed, recursive: true);
        }

        Directory.Move(beside, _installed);
    }

    private static Process Start(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException($"\"{program}\" is needed for the foreign client: install Node 20 or later, with npm.", missing);
        }
    }
}
