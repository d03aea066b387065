using Gova.AppHost.Local.Parts;
using Gova.AppHost.Local.Processes;

namespace Gova.AppHost.Local.Running;

/// <summary>How each kind of resource is started.</summary>
internal sealed class Launchers(StateFolder state, ConsoleLog log, bool createTopics)
{
    private readonly ServiceLauncher _services = new(state, log);

    public Task StartAsync(RunningResource resource, CancellationToken cancellationToken) => resource.Model switch
    {
        PostgresServerResource postgres => StartPostgresAsync(resource, postgres, cancellationToken),
        PostgresDatabaseResource database => CreateDatabaseAsync(database, cancellationToken),
        KafkaServerResource => StartKafkaAsync(resource, cancellationToken),
        ProjectResource or ExecutableResource => _services.StartAsync(resource, cancellationToken),
        _ => Task.CompletedTask,
    };

    private async Task StartPostgresAsync(RunningResource resource, PostgresServerResource postgres, CancellationToken cancellationToken)
    {
        void Log(string line) => log.Line(resource.Name, line);
        await Preparation.PostgresAsync(Log, cancellationToken);
        Log("starting");
        var password = await postgres.PasswordParameter.GetValueAsync(cancellationToken);
        var server = new PostgresServer(state.Sub(resource.Name), password!, durable: !state.Temporary, Forward(Log, "LOG:"));
        var process = await server.StartAsync(postgres.PrimaryEndpoint.Port, cancellationToken);
        resource.Add(process, Signal.Interrupt, TimeSpan.FromSeconds(10));
        Log("ready");
    }

    private static async Task CreateDatabaseAsync(PostgresDatabaseResource database, CancellationToken cancellationToken)
    {
        var password = await database.Parent.PasswordParameter.GetValueAsync(cancellationToken);
        await PostgresServer.CreateDatabaseAsync(database.Parent.PrimaryEndpoint.Port, password!, database.DatabaseName, cancellationToken);
    }

    private async Task StartKafkaAsync(RunningResource resource, CancellationToken cancellationToken)
    {
        void Log(string line) => log.Line(resource.Name, line);
        await Preparation.KafkaAsync(Log, cancellationToken);
        Log("starting");
        var kafka = (KafkaServerResource)resource.Model;
        var server = new KafkaServer(state.Sub(resource.Name), Forward(Log, "INFO"));
        var port = kafka.PrimaryEndpoint.Port;
        var zooKeeperPort = state.Port($"{resource.Name}/zookeeper/0", null);
        var started = await server.StartAsync(port, zooKeeperPort, cancellationToken);
        resource.Add(started.ZooKeeper, Signal.Kill, TimeSpan.FromSeconds(5));
        resource.Add(started.Broker, state.Temporary ? Signal.Kill : Signal.Terminate, TimeSpan.FromSeconds(5));
        if (createTopics)
        {
            await KafkaTopics.CreateAsync(port, KafkaTopics.Names, cancellationToken);
        }

        Log("ready");
    }

    // What is said on every start would hide what matters.
    private static Action<string> Forward(Action<string> log, string ordinary) => line =>
    {
        if (!line.StartsWith(ordinary, StringComparison.Ordinal))
        {
            log(line);
        }
    };
}
