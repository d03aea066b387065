namespace Gova.AppHost.Local.Parts;

/// <summary>The property files of ZooKeeper and the broker.</summary>
internal static class KafkaConfiguration
{
    public const int Partitions = 12;

    public static async Task WriteAsync(string folder, int port, int zooKeeperPort, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "zookeeper.properties"), ZooKeeper(folder, zooKeeperPort), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "server.properties"), Broker(folder, port, zooKeeperPort), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "log4j.properties"), Logging, cancellationToken);
    }

    private static string ZooKeeper(string folder, int port) => $"""
        dataDir={folder}/zookeeper
        clientPortAddress=127.0.0.1
        clientPort={port}
        maxClientCnxns=0
        tickTime=2000
        """;

    private static string Broker(string folder, int port, int zooKeeperPort) => $"""
        broker.id=0
        listeners=PLAINTEXT://127.0.0.1:{port}
        advertised.listeners=PLAINTEXT://127.0.0.1:{port}
        zookeeper.connect=127.0.0.1:{zooKeeperPort}
        log.dirs={folder}/logs
        num.partitions={Partitions}
        auto.create.topics.enable=true
        delete.topic.enable=true
        default.replication.factor=1
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions={Partitions}
        offsets.retention.minutes=10080
        log.retention.hours=168
        group.min.session.timeout.ms=1000
        group.max.session.timeout.ms=300000
        num.recovery.threads.per.data.dir=4
        """;

    private const string Logging = """
        log4j.rootLogger=WARN, out
        log4j.logger.kafka.server.KafkaServer=INFO
        log4j.logger.org.apache.zookeeper.server.NIOServerCnxnFactory=INFO
        log4j.logger.org.apache.zookeeper.server.NIOServerCnxn=ERROR
        log4j.logger.org.apache.zookeeper.server.quorum.QuorumPeerMain=ERROR
        log4j.logger.kafka.log=ERROR
        log4j.logger.state.change.logger=OFF
        log4j.appender.out=org.apache.log4j.ConsoleAppender
        log4j.appender.out.layout=org.apache.log4j.EnhancedPatternLayout
        log4j.appender.out.layout.ConversionPattern=%p %m (%c{1})%n%throwable{1}
        """;
}
