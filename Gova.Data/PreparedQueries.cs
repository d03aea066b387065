using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Gova.Data;

/// <summary>
/// Queries that are asked many times a second are parsed and planned once for each connection, and not each time, which takes
/// Postgres longer than to answer them. Only those that ask for it: a plan that is made without the values would be a bad one for
/// tables whose communities differ by thousands.
/// </summary>
public static class PreparedQueries
{
    private const string Tag = "prepared";

    /// <summary>Prepares a query, which must find few rows whatever its values are.</summary>
    public static IQueryable<T> Prepared<T>(this IQueryable<T> query) => query.TagWith(Tag);

    internal sealed class Interceptor : DbCommandInterceptor
    {
        private const string Begin = $"-- {Tag}";

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.StartsWith(Begin, StringComparison.Ordinal))
            {
                // Of a connection that has it already, this asks nothing.
                await command.PrepareAsync(cancellationToken);
            }

            return result;
        }
    }
}
