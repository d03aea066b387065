using Gova.AppHost.Local.Processes;

namespace Gova.AppHost.Local.Parts;

/// <summary>Apache Kafka 0.9 and the ZooKeeper it needs, on loopback, with their data in one folder.</summary>
internal sealed class KafkaServer(string folder, Action<string> log)
{
    /// <summary>The client profile that this version of the broker needs (Kafka:Compatibility).</summary>
    public const string Compatibility = "0.9";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(5);

    // A broker that was killed stays registered until its ZooKeeper session expires (6 s); until then a new one gives up.
    private static readonly TimeSpan RegistrationDeadline = TimeSpan.FromSeconds(20);

    /// <summary>Stop the broker first: without ZooKeeper it hangs.</summary>
    public async Task<(ChildProcess ZooKeeper, ChildProcess Broker)> StartAsync(
        int port, int zooKeeperPort, CancellationToken cancellationToken)
    {
        await KafkaConfiguration.WriteAsync(folder, port, zooKeeperPort, cancellationToken);
        var zooKeeper = await StartJavaAsync(
            "zookeeper", "-Xmx128m", "org.apache.zookeeper.server.quorum.QuorumPeerMain", "zookeeper.properties", "binding to port",
            cancellationToken);
        try
        {
            return (zooKeeper, await StartBrokerAsync(cancellationToken));
        }
        catch
        {
            await zooKeeper.StopAsync(Signal.Kill, StopDeadline);
            throw;
        }
    }

    private async Task<ChildProcess> StartBrokerAsync(CancellationToken cancellationToken)
    {
        var started = Environment.TickCount64;
        while (true)
        {
            try
            {
                return await StartJavaAsync("kafka", "-Xmx512m", "kafka.Kafka", "server.properties", ", started", cancellationToken);
            }
            catch (ResourceFailedException exception) when (
                exception.LastLines.Any(line => line.Contains("already registered", StringComparison.Ordinal))
                && Environment.TickCount64 - started < RegistrationDeadline.TotalMilliseconds)
            {
                log("the previous broker is still registered, trying again");
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    private async Task<ChildProcess> StartJavaAsync(
        string name, string heap, string mainClass, string properties, string readyText, CancellationToken cancellationToken)
    {
        var libraries = Path.Combine(Preparation.InstallFolder, "kafka", "libs", "*");
        var spec = new ChildSpec(
            name, "java", heap, "-XX:+UseG1GC", $"-Dlog4j.configuration=file:{Path.Combine(folder, "log4j.properties")}",
            "-cp", libraries, mainClass, Path.Combine(folder, properties))
        {
            // With TERM both would end at once, and a broker whose ZooKeeper has gone hangs.
            DeathSignal = Signal.Kill,
        };
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var child = await ChildProcess.StartAsync(spec, line =>
        {
            if (line.Contains(readyText, StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }

            log(line);
        });
        await Readiness.WaitAsync(child, ready.Task, Signal.Kill, StartDeadline, cancellationToken);
        return child;
    }
}
