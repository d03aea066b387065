using System.Text;
using System.Text.Json;
using Gova.Messaging;
using Gova.Messaging.Contracts;

namespace Gova.Tests.Messaging;

public sealed class EnvelopeTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_envelope_survives_a_round_trip_with_its_trace_context()
    {
        var sent = Envelope.Create(new StartModeratorEvent(Guid.NewGuid(), 3), At, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        Assert.Equal(sent, Envelope.Deserialize<StartModeratorEvent>(Envelope.Serialize(sent)));
    }

    [Fact]
    public void The_type_is_the_contracts_name_and_can_be_read_alone()
    {
        var bytes = Envelope.Serialize(Envelope.Create(new StopModeratorEvent(Guid.NewGuid(), 4, "resting"), At));

        Assert.Equal("StopModeratorEvent", Envelope.ReadType(bytes));
    }

    [Fact]
    public void Members_that_a_newer_producer_added_are_ignored()
    {
        var bytes = Encoding.UTF8.GetBytes(
            $$$"""{"id":"{{{Guid.NewGuid()}}}","type":"PauseModeratorEvent","occurred_at":"2026-11-20T12:00:00Z","colour":"red","data":{"moderator_id":"{{{Guid.NewGuid()}}}","version":5,"mood":"fine"}}""");

        Assert.Equal(5, Envelope.Deserialize<PauseModeratorEvent>(bytes).Data.Version);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"type\":\"StartModeratorEvent\"}")]
    [InlineData("nonsense")]
    public void What_is_not_an_envelope_is_refused(string text) =>
        Assert.ThrowsAny<JsonException>(() => Envelope.Deserialize<StartModeratorEvent>(Encoding.UTF8.GetBytes(text)));
}
