using System.Linq.Expressions;
using Gova.Data;
using Gova.Data.Moderators;

namespace Gova.Api.Features.Moderators;

/// <summary>A configuration that a moderator had or has.</summary>
/// <param name="Version">The moderator's version that it came with. Other changes take numbers too, so there are gaps.</param>
/// <param name="Author">The name of the account that wrote it; null when Gova did, or the account is gone.</param>
/// <param name="RolledBackFrom">The version whose configuration it repeats; null when it was written anew.</param>
internal sealed record VersionResponse(long Version, Guid? AuthorUserId, string? Author, DateTimeOffset At, long? RolledBackFrom, string? Note)
{
    public static Expression<Func<ConfigurationVersion, VersionResponse>> FromRow(GovaDbContext db) => c => new VersionResponse(
        c.Version, c.Author, db.Users.Where(u => u.UserId == c.Author).Select(u => u.Username).FirstOrDefault(), c.At, c.RolledBackFrom, c.Note);
}
