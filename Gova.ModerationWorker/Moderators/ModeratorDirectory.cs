using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Gova.Data;
using Gova.Data.Moderators;
using Gova.Moderation.Policy;
using Gova.Moderation.Rules;
using Microsoft.EntityFrameworkCore;

namespace Gova.ModerationWorker.Moderators;

/// <summary>
/// The active moderators, in memory. The row in Postgres is the truth: an event or a reload only says that it is worth reading.
/// Reading and applying happen one after the other, so that an older reading cannot overwrite a newer one.
/// </summary>
internal sealed partial class ModeratorDirectory(
    IDbContextFactory<GovaDbContext> contexts, AcknowledgeModerators acknowledge, ILogger<ModeratorDirectory> logger, GlobalBans? globalBans = null)
    : IDisposable
{
    private readonly ConcurrentDictionary<(string Platform, long GuildId), ActiveModerator> _byGuild = new();
    private readonly ConcurrentDictionary<Guid, ActiveModerator> _byId = new();
    private readonly ConcurrentDictionary<Guid, string> _unusable = new();
    /// <summary>Applied, and not yet told to the database; guarded by <see cref="_reading"/>.</summary>
    private readonly Dictionary<Guid, Acknowledgement> _untold = [];
    private readonly SemaphoreSlim _reading = new(1);
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Count => _byId.Count;

    /// <summary>Completes with the first load.</summary>
    public Task LoadedAsync(CancellationToken cancellationToken) => _loaded.Task.WaitAsync(cancellationToken);

    public bool TryFind(string platform, long guildId, [NotNullWhen(true)] out ActiveModerator? moderator) =>
        _byGuild.TryGetValue((platform, guildId), out moderator);

    /// <summary>The moderator as this process knows it, else as the database does: another worker may have heard of it first.</summary>
    /// <returns>Null when it is offline or gone, or <see cref="ProblemOf"/> says why.</returns>
    public async Task<ActiveModerator?> FindAsync(Guid moderatorId, CancellationToken cancellationToken)
    {
        if (!_byId.ContainsKey(moderatorId))
        {
            await RefreshAsync(moderatorId, version: long.MaxValue, cancellationToken);
        }

        return _byId.GetValueOrDefault(moderatorId);
    }

    /// <summary>Why a moderator that is online or paused cannot judge, as last read; null when it can.</summary>
    public string? ProblemOf(Guid moderatorId) => _unusable.GetValueOrDefault(moderatorId);

    /// <summary>Reads one moderator, unless this version of it, or a later one, is known.</summary>
    public async Task RefreshAsync(Guid moderatorId, long version, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (!_byId.TryGetValue(moderatorId, out var known) || known.Version < version)
            {
                await using var db = await contexts.CreateDbContextAsync(cancellationToken);
                var row = await db.Moderators.AsNoTracking().SingleOrDefaultAsync(m => m.ModeratorId == moderatorId, cancellationToken);
                Apply(moderatorId, row);
            }

            await TellAsync(cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Makes the directory equal to the database; configurations are read only where the version differs.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var versions = await db.Moderators.AsNoTracking().Where(m => m.Status != ModeratorStatus.Offline)
                .Select(m => new { m.ModeratorId, m.Version }).ToDictionaryAsync(m => m.ModeratorId, m => m.Version, cancellationToken);
            foreach (var gone in _byId.Keys.Where(id => !versions.ContainsKey(id)).ToList())
            {
                Apply(gone, null);
            }

            // Those that rest: there is nothing more to do for them, which nobody has confirmed yet.
            var resting = await db.Moderators.AsNoTracking()
                .Where(m => m.Status == ModeratorStatus.Offline
                    && db.ModeratorAcknowledgements.Any(a => a.ModeratorId == m.ModeratorId && a.AcknowledgedVersion < m.Version))
                .Select(m => new { m.ModeratorId, m.Version }).ToListAsync(cancellationToken);
            foreach (var row in resting)
            {
                _untold[row.ModeratorId] = new(row.ModeratorId, row.Version, null);
            }

            var changed = versions.Where(v => !_byId.TryGetValue(v.Key, out var known) || known.Version != v.Value).Select(v => v.Key);
            foreach (var chunk in changed.Chunk(200))
            {
                foreach (var row in await db.Moderators.AsNoTracking().Where(m => chunk.Contains(m.ModeratorId)).ToListAsync(cancellationToken))
                {
                    Apply(row.ModeratorId, row);
                }
            }

            await TellAsync(cancellationToken);
            if (_loaded.TrySetResult())
            {
                Log.Loaded(logger, Count);
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private void Apply(Guid moderatorId, Moderator? row)
    {
        _unusable.TryRemove(moderatorId, out _);
        var next = row is null || row.Status == ModeratorStatus.Offline ? null : Compile(row);
        if (next is not null)
        {
            _byId[moderatorId] = next;
            _byGuild[(next.Platform, next.GuildId)] = next;
        }
        else if (_byId.TryRemove(moderatorId, out var former))
        {
            _byGuild.TryRemove(new((former.Platform, former.GuildId), former));
        }

        if (row is not null)
        {
            _untold[moderatorId] = new(moderatorId, row.Version, ProblemOf(moderatorId));
        }

        Log.Applied(logger, moderatorId, row?.Version, row?.Status);
    }

    /// <summary>If it fails, what called is tried again, and it is told then.</summary>
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        if (_untold.Count > 0)
        {
            await acknowledge.ExecuteAsync(_untold.Values, cancellationToken);
            _untold.Clear();
        }
    }

    private ActiveModerator? Compile(Moderator row)
    {
        if (!ulong.TryParse(row.PlatformServerId, CultureInfo.InvariantCulture, out var guildId))
        {
            return Unusable(row, "platform_server_id is not a snowflake");
        }

        if (ModeratorConfiguration.Parse(row.Conf, out var problems) is not { } configuration)
        {
            return Unusable(row, string.Join("; ", problems));
        }

        return new ActiveModerator(
            row.ModeratorId, row.Version, row.Platform, unchecked((long)guildId), row.Status == ModeratorStatus.Paused, configuration,
            row.ApprovalOnlySince is not null, globalBans, row.UserId);
    }

    private ActiveModerator? Unusable(Moderator row, string problem)
    {
        _unusable[row.ModeratorId] = problem;
        Log.Unusable(logger, row.ModeratorId, problem);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Count} moderators are active")]
        public static partial void Loaded(ILogger logger, int count);

        [LoggerMessage(LogLevel.Debug, "Moderator {ModeratorId} is now version {Version}, {Status}")]
        public static partial void Applied(ILogger logger, Guid moderatorId, long? version, ModeratorStatus? status);

        [LoggerMessage(LogLevel.Error, "Moderator {ModeratorId} cannot judge: {Problem}")]
        public static partial void Unusable(ILogger logger, Guid moderatorId, string problem);
    }
}
