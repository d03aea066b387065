using Gova.Data.Budgets;
using Microsoft.Extensions.Options;

namespace Gova.ModerationWorker.Budgets;

/// <summary>Registers what keeps messages and model requests within what is allowed in a day.</summary>
internal static class BudgetExtensions
{
    public static IServiceCollection AddModelBudgets(this IServiceCollection services)
    {
        services.AddOptions<BudgetOptions>().BindConfiguration("Budgets").ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<BudgetOptions>>().Value)
            .AddSingleton<ModelUsageLedger>()
            .AddSingleton<UsageWarnings>()
            .AddHostedService(provider => provider.GetRequiredService<UsageWarnings>())
            .AddSingleton<ModelBudgets>()
            .AddSingleton<MessageQuotas>()
            .AddHostedService<TierChanges>();
    }
}
