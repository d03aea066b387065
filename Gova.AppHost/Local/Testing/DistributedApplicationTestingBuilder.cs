using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder
{
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Applications for tests: a temporary state folder, random ports, a database that does not wait for the disk, no output.
/// </summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>An empty application.</summary>
    public static IDistributedApplicationTestingBuilder Create(params string[] args) =>
        new DistributedApplicationBuilder(args, new TestRun());

    /// <summary>An empty application; the options choose among Aspire's, of which there are none here.</summary>
    public static IDistributedApplicationTestingBuilder Create(
        string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder)
    {
        configureBuilder(new DistributedApplicationOptions(), new HostApplicationBuilderSettings());
        return Create(args);
    }

    /// <summary>The application that the entry point of the type's assembly describes.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <inheritdoc cref="CreateAsync{TEntryPoint}(CancellationToken)"/>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class =>
        Task.Run<IDistributedApplicationTestingBuilder>(() => FromEntryPoint(typeof(TEntryPoint).Assembly, args), cancellationToken);

    private static DistributedApplicationBuilder FromEntryPoint(Assembly assembly, string[] args)
    {
        var entryPoint = assembly.EntryPoint
            ?? throw new DistributedApplicationException($"{assembly.GetName().Name} has no entry point.");
        var testRun = new TestRun();
        try
        {
            testRun.Run(() => entryPoint.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [args], null));
        }
        catch (EntryPointStoppedException)
        {
            return testRun.Builder!;
        }

        throw new DistributedApplicationException($"{assembly.GetName().Name} ended without building an application.");
    }
}
