using Gova.Data.Evaluations;
using Gova.Data.Reputation;
using Gova.Messaging;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Data.Reputation;

public sealed class MemberRecordStoreTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_record_is_written_with_what_the_member_is_called_now()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var member = new MemberKey((await Samples.AddModeratorAsync(database)).ModeratorId, "42");
        var store = new MemberRecordStore(database.DataSource, TimeProvider.System);
        await RecordAsync(1, "Ada");
        await RecordAsync(2, "Countess");
        await WriteAsync();
        Assert.Equal("Countess", await database.ScalarAsync<string>("SELECT name FROM member_records", Stop));

        await database.ScalarAsync<int>("UPDATE evaluation_events SET context = '{}'", Stop);
        await WriteAsync();

        Assert.Equal("Countess", await database.ScalarAsync<string>("SELECT name FROM member_records", Stop));

        Task WriteAsync() => store.ChangeAsync([member], (_, _) => (0.5f, "[]"), Stop);

        Task RecordAsync(long messageId, string name) => new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System)
            .ExecuteAsync([Samples.Evaluation(member.ModeratorId, messageId) with { Context = $$"""{"author_name":"{{name}}"}""" }], Stop);
    }
}
