using Gova.Api.Auth;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Auth;

public sealed class ShortCacheTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void What_was_asked_for_before_something_was_forgotten_is_not_remembered()
    {
        var cache = new ShortCache<string, bool>(_clock, TimeSpan.FromSeconds(10));
        var (before, _) = (cache.Removals, cache.TryGet("key", out var _));
        cache.Remove("key");
        cache.Set("key", true, before);
        Assert.False(cache.TryGet("key", out _));

        before = cache.Removals;
        cache.RemoveAll(_ => false);
        cache.Set("key", true, before);
        Assert.False(cache.TryGet("key", out _));

        cache.Set("key", true, cache.Removals);
        Assert.True(cache.TryGet("key", out var value) && value);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.False(cache.TryGet("key", out _));
    }
}
