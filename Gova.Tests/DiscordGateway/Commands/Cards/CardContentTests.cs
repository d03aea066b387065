using Gova.Data.Actions;
using Gova.DiscordGateway.Commands.Cards;
using Gova.DiscordGateway.Discord.Models;

namespace Gova.Tests.DiscordGateway.Commands.Cards;

public sealed class CardContentTests
{
    private static readonly Guid Id = Guid.Parse("0197a0c4-0000-7000-8000-000000000001");

    private static readonly CardSubject Subject = new(
        "Keeper", ActionStatus.AwaitingApproval, "timeout", """{"duration": 600}""", "42", 7, 8, "Insults a member.", null,
        new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero), null, null, default, "you are *trash* <@1>", "An @everyone", 0.8f, 0.4f, "model");

    [Fact]
    public void A_card_shows_what_a_decision_needs()
    {
        var card = CardContent.Of(Id, Subject, "https://discord.example/1/7/8");

        var embed = Assert.Single(card.Embeds!);
        Assert.Equal(@"you are \*trash\* \<\@1\>", embed.Description);
        Assert.Equal("https://discord.example/1/7/8", embed.Url);
        Assert.Equal("Timeout for 10 minutes", Field(embed, "Action"));
        Assert.Equal(@"<@42> (An \@everyone)", Field(embed, "Member"));
        Assert.Equal("<#7>", Field(embed, "Channel"));
        Assert.Equal("severity 0.80, standing 0.40 (by the model)", Field(embed, "Score"));
        Assert.Equal(@"Insults a member\.", Field(embed, "Reason"));
        Assert.Empty(card.AllowedMentions!.Parse);
        var buttons = Assert.Single(card.Components!).Components!;
        Assert.Equal([$"gova:approve:{Id:N}", $"gova:reject:{Id:N}"], buttons.Select(button => button.CustomId));
    }

    [Fact]
    public void The_longest_texts_stay_within_Discords_limits()
    {
        var longest = new string('*', 10_000);
        var card = CardContent.Of(
            Id,
            Subject with
            {
                ModeratorName = longest, Content = longest, AuthorName = longest, Reason = longest, ErrorMsg = longest, ActionType = "warn",
                ActionParams = $$"""{"content": "{{longest}}"}""", DecidedByAccount = longest, Status = ActionStatus.Failed,
            },
            "https://discord.example/1/7/8");

        var embed = Assert.Single(card.Embeds!);
        Assert.InRange(embed.Description!.Length, 1, 4_096);
        Assert.All(embed.Fields!, field => Assert.InRange(field.Value.Length, 1, 1_024));
        var all = embed.Title!.Length + embed.Description.Length + embed.Footer!.Text.Length + embed.Fields!.Sum(f => f.Name.Length + f.Value.Length);
        Assert.InRange(all, 1, 6_000);
    }

    [Theory]
    [InlineData(ActionStatus.Approved)]
    [InlineData(ActionStatus.Completed)]
    [InlineData(ActionStatus.Rejected)]
    [InlineData(ActionStatus.Expired)]
    [InlineData(ActionStatus.Failed)]
    [InlineData(ActionStatus.Undone)]
    public void Once_decided_it_has_no_buttons_and_says_who_decided(ActionStatus status)
    {
        var card = CardContent.Of(Id, Subject with { Status = status, DecidedByPlatformUserId = "99" }, null);

        Assert.NotNull(card.Components);
        Assert.Empty(card.Components);
        Assert.Equal("<@99>", Field(Assert.Single(card.Embeds!), "Decided by"));
    }

    [Fact]
    public void An_account_of_the_web_app_is_named() =>
        Assert.Equal("kim (web app)", Field(CardContent.Of(Id, Subject with { DecidedByAccount = "kim" }, null).Embeds![0], "Decided by"));

    [Fact]
    public void A_message_that_is_not_kept_any_more_is_no_hindrance() => Assert.Equal(
        "(the message is not kept any more)",
        CardContent.Of(Id, Subject with { Content = null, AuthorName = null, SeverityScore = null }, null).Embeds![0].Description);

    [Fact]
    public void What_a_button_carries_is_read_back_and_nothing_else_is()
    {
        Assert.Equal((Id, true), CardButton.Read(CardButton.Approve(Id)));
        Assert.Equal((Id, false), CardButton.Read(CardButton.Reject(Id)));
        Assert.Null(CardButton.Read("gova:approve:nonsense"));
        Assert.Null(CardButton.Read("other"));
        Assert.Null(CardButton.Read(null));
        Assert.InRange(CardButton.Approve(Id).Length, 1, 100);
    }

    private static string? Field(Embed embed, string name) => embed.Fields!.SingleOrDefault(field => field.Name == name)?.Value;
}
