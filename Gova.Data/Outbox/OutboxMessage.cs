using Gova.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;

namespace Gova.Data.Outbox;

/// <summary>
/// A record to be published, written in the transaction of the change that it tells of (table <c>outbox_messages</c>).
/// Being there means pending; the relay deletes it when the broker has it.
/// </summary>
public sealed class OutboxMessage
{
    private OutboxMessage()
    {
    }

    public long Id { get; private init; }

    public string Topic { get; private init; } = "";

    public string Key { get; private init; } = "";

    /// <summary>The envelope's bytes.</summary>
    public byte[] Payload { get; private init; } = [];

    public static OutboxMessage For<T>(string topic, string key, Envelope<T> envelope)
        where T : notnull => new() { Topic = topic, Key = key, Payload = Envelope.Serialize(envelope) };

    /// <summary>Inserts it if the action is there.</summary>
    internal static NpgsqlBatchCommand InsertCommand<T>(string topic, string key, Envelope<T> envelope, Guid actionId)
        where T : notnull => new(
            """
            INSERT INTO outbox_messages (topic, key, payload)
            SELECT $1, $2, $3 WHERE EXISTS (SELECT FROM action_events WHERE action_id = $4)
            """)
    {
        Parameters =
        {
            new() { Value = topic }, new() { Value = key }, new() { Value = Envelope.Serialize(envelope) }, new() { Value = actionId },
        },
    };

    internal sealed class Configuration : IEntityTypeConfiguration<OutboxMessage>
    {
        public void Configure(EntityTypeBuilder<OutboxMessage> builder)
        {
            builder.ToTable("outbox_messages");
            builder.HasKey(m => m.Id).HasName("pk_outbox_messages");
            builder.Property(m => m.Id).UseIdentityAlwaysColumn();
        }
    }
}
