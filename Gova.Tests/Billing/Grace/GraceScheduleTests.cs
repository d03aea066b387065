using Gova.Billing.Grace;

namespace Gova.Tests.Billing.Grace;

public sealed class GraceScheduleTests
{
    private static readonly DateTimeOffset End = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(7, 7, 1)]
    [InlineData(7, 3.01, 1)]
    [InlineData(7, 3, 2)]
    [InlineData(7, 1, 3)]
    [InlineData(7, 0.1, 3)]
    [InlineData(2, 2, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(1, 0.5, 1)]
    public void A_reminder_is_due_so_many_days_before_the_end_unless_the_grace_is_shorter(int graceDays, double daysLeft, short due) =>
        Assert.Equal(due, GraceSchedule.Due(End, TimeSpan.FromDays(graceDays), [3, 1, 1], End.AddDays(-daysLeft)));
}
