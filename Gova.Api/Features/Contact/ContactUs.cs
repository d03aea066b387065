using Gova.Api.Features.Emails;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Emails;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Contact;

internal static class ContactUs
{
    private const int MaxMessage = 5_000;

    /// <param name="Name">1 to 100 characters.</param>
    /// <param name="Email">Where the answer goes.</param>
    /// <param name="Message">1 to 5,000 characters.</param>
    /// <param name="Website">Left empty: a field that people do not see, and programs fill.</param>
    internal sealed record Request(string? Name, string? Email, string? Message, string? Website = null);

    /// <summary>Writes to those who run this installation. The answer says nothing of whether it is read.</summary>
    public static async Task<Results<Accepted, ValidationProblem, ProblemHttpResult>> Handle(
        Request request, GovaDbContext db, IOptions<EmailOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .RequireText(request.Name, "name", 1, 100)
            .Require(EmailAddress.IsValid(request.Email), "email", "must be an e-mail address")
            .Require(
                request.Message is { Length: <= MaxMessage } text && text.Trim().Length > 0
                    && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')),
                "message", $"must be text of 1 to {MaxMessage} characters");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (options.Value.Support.Length == 0)
        {
            return Problems.Result(Problems.ContactClosed);
        }

        if (string.IsNullOrEmpty(request.Website))
        {
            EmailQueue.Add(
                db, options.Value.Support, new ContactMessage(request.Name!.Trim(), request.Email!, request.Message!.Trim()), time.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }

        return TypedResults.Accepted((string?)null);
    }
}
