using Gova.Api.Features.Emails.Smtp;
using Gova.Data.Emails;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Emails;

/// <summary>Registers who sends emails.</summary>
internal static class EmailExtensions
{
    public static WebApplicationBuilder AddEmails(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var isLocal = builder.Environment.IsDevelopment();
        services.AddOptions<EmailOptions>().BindConfiguration("Email")
            .PostConfigure(options => options.Provider ??= isLocal ? EmailProvider.Folder : EmailProvider.None)
            .ValidateDataAnnotations()
            .Validate(options => isLocal || options.Provider != EmailProvider.Folder, "Email:Provider may be Folder in Development only.")
            .ValidateOnStart();
        services.AddSingleton<EmailClaims>();
        services.AddHttpClient<BrevoSender>();
        services.AddSingleton<SmtpSender>();
        services.AddSingleton<FolderSender>();
        services.AddSingleton(Sender);
        services.AddHostedService<EmailDispatcher>();
        return builder;
    }

    public static void MapEmails(this WebApplication app)
    {
        if (app.Environment.IsDevelopment() && app.Services.GetRequiredService<IOptions<EmailOptions>>().Value.Provider == EmailProvider.Folder)
        {
            var group = app.MapGroup("/dev/emails").ExcludeFromDescription();
            group.MapGet("", ShowEmails.List);
            group.MapGet("/{id}", ShowEmails.One);
        }
    }

    private static IEmailSender Sender(IServiceProvider provider) => provider.GetRequiredService<IOptions<EmailOptions>>().Value.Provider switch
    {
        EmailProvider.Brevo => provider.GetRequiredService<BrevoSender>(),
        EmailProvider.Smtp => provider.GetRequiredService<SmtpSender>(),
        _ => provider.GetRequiredService<FolderSender>(),
    };
}
