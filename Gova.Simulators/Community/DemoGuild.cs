using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Community;

/// <summary>The demo server. Its ids are the same in every run.</summary>
internal static class DemoGuild
{
    private const int Members = 40;

    public static Guild Build(DateTimeOffset now)
    {
        var last = DemoIds.Owner.Value;
        var builder = new GuildBuilder(DemoIds.Guild, "Birchwood Makers", () => new Snowflake(++last), now, DemoIds.Owner);
        builder.AddChannel("general", "Anything goes, as long as it is friendly.");
        var projects = builder.AddChannel("projects", "Show what you are building.");
        builder.AddChannel("tools-and-tips", "Questions about tools, and answers.");
        builder.AddChannel("finishing", "Oil, wax, paint and patience.");
        builder.AddChannel("marketplace", "Sell and swap. No outside advertising.");
        builder.AddChannel("meetups", "Who meets where and when.");
        builder.AddThread(projects, "Winter build-along");
        builder.AddStaffChannel(DemoIds.LogChannel, "mod-log", "What Gova does, and what it asks.");
        builder.AddMembers(Members);
        builder.AddBot("shop-clock");
        return builder.Build();
    }
}
