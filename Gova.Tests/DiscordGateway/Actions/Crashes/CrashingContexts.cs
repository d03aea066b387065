using System.Data.Common;
using Gova.Data;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Gova.Tests.DiscordGateway.Actions.Crashes;

/// <summary>Contexts whose owner dies before or after a statement. What was not committed then is rolled back, as the server would.</summary>
internal sealed class CrashingContexts(TestDatabase database, CrashPlan plan) : IDbContextFactory<GovaDbContext>
{
    public GovaDbContext CreateDbContext()
    {
        var options = new DbContextOptionsBuilder<GovaDbContext>();
        DataExtensions.Configure(options, database.DataSource).AddInterceptors(new Statements(plan), new Commits(plan));
        return new GovaDbContext(options.Options);
    }

    private sealed class Statements(CrashPlan plan) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData data, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            plan.Pass();
            return ValueTask.FromResult(result);
        }

        public override ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData data, DbDataReader result, CancellationToken cancellationToken = default)
        {
            plan.Pass();
            return ValueTask.FromResult(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData data, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            plan.Pass();
            return ValueTask.FromResult(result);
        }

        public override ValueTask<int> NonQueryExecutedAsync(
            DbCommand command, CommandExecutedEventData data, int result, CancellationToken cancellationToken = default)
        {
            plan.Pass();
            return ValueTask.FromResult(result);
        }
    }

    private sealed class Commits(CrashPlan plan) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData data, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            plan.Pass();
            return ValueTask.FromResult(result);
        }

        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData data, CancellationToken cancellationToken = default)
        {
            plan.Pass();
            return Task.CompletedTask;
        }
    }
}
