using Gova.Data.Budgets;
using Microsoft.Extensions.Options;

namespace Gova.ModerationWorker.Budgets;

/// <summary>Registers the budgets of model requests.</summary>
internal static class BudgetExtensions
{
    public static IServiceCollection AddModelBudgets(this IServiceCollection services)
    {
        services.AddOptions<BudgetOptions>().BindConfiguration("Budgets").ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<BudgetOptions>>().Value)
            .AddSingleton<ModelUsageLedger>()
            .AddSingleton<ModelBudgets>()
            .AddSingleton<MessageQuotas>();
    }
}
