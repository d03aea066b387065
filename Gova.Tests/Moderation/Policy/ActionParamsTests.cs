using Gova.Moderation.Policy;

namespace Gova.Tests.Moderation.Policy;

public sealed class ActionParamsTests
{
    [Theory]
    [InlineData(ActionType.Timeout, "duration", 2_419_200)]
    [InlineData(ActionType.PauseInvites, "duration", 86_400)]
    [InlineData(ActionType.Ban, "duration", 31_536_000)]
    [InlineData(ActionType.Ban, "delete_message_seconds", 604_800)]
    [InlineData(ActionType.SlowMode, "interval", 21_600)]
    public void A_number_above_the_platforms_limit_is_named_with_its_path(ActionType type, string name, int limit)
    {
        Assert.NotNull(Parse(type, $"{{\"{name}\": {limit}}}", out _));
        Assert.Null(Parse(type, $"{{\"{name}\": {limit + 1}}}", out var problems));
        Assert.StartsWith($"conf.actions[0].default_params.{name}: must be between", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"role_id\": \"moderators\"}", "role_id: must be an id")]
    [InlineData("{\"content\": \"\"}", "content: must have 1 to 2000 characters")]
    [InlineData("{\"duration\": 0}", "duration: must be between 1 and")]
    [InlineData("{\"interval\": -1}", "interval: must be between 0 and")]
    public void A_value_that_cannot_be_used_is_named(string parameters, string problem)
    {
        Assert.Null(Parse(ActionType.SlowMode, parameters, out var problems));
        Assert.Contains(problem, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unban")]
    [InlineData("purge")]
    [InlineData("remove_timeout")]
    [InlineData("resume_invites")]
    public void What_only_people_do_cannot_be_granted(string type)
    {
        Assert.Null(ModeratorConfiguration.Parse($$"""{"guidelines": "Be kind to all.", "actions": [{"type": "{{type}}"}]}""", out var problems));
        Assert.Equal("conf.actions[0].type: is done by people only and cannot be granted", Assert.Single(problems));
    }

    private static ModeratorConfiguration? Parse(ActionType type, string parameters, out IReadOnlyList<string> problems) =>
        ModeratorConfiguration.Parse(
            $$"""{"guidelines": "Be kind to all.", "actions": [{"type": "{{Gova.Data.StatusNames.Of(type)}}", "default_params": {{parameters}}}]}""",
            out problems);
}
