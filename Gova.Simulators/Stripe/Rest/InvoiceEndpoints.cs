using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.Json;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Rest;

/// <summary><c>/v1/invoices</c>.</summary>
internal static class InvoiceEndpoints
{
    public static void MapInvoices(this IEndpointRouteBuilder api)
    {
        api.MapGet("/invoices", List);
        api.MapGet("/invoices/{id}", Get);
        api.MapPost("/invoices/{id}/pay", Pay);
        api.MapPost("/invoices/{id}/void", Void);
    }

    private static JsonObject List(Parameters parameters, StripeWorld world)
    {
        var (page, customer, subscription) = (ListPage.Read(parameters), parameters.Text("customer"), parameters.Text("subscription"));
        var status = parameters.Choice("status", "draft", "open", "paid", "uncollectible", "void");
        parameters.Choice("collection_method", "charge_automatically", "send_invoice");
        parameters.Close();
        lock (world.Gate)
        {
            var found = world.Invoices.Values.Where(invoice => (customer is null || invoice.Customer.Id == customer)
                && (subscription is null || invoice.Subscription.Id == subscription) && (status is null || JsonParts.Name(invoice.Status) == status));
            return page.Write(found, "/v1/invoices", InvoiceJson.Invoice);
        }
    }

    private static JsonObject Get(string id, Parameters parameters, StripeWorld world)
    {
        parameters.Close();
        lock (world.Gate)
        {
            return InvoiceJson.Invoice(world.Invoice(id));
        }
    }

    private static JsonObject Pay(string id, Parameters parameters, StripeWorld world, Charges charges)
    {
        parameters.Flag("off_session");
        parameters.Close();
        lock (world.Gate)
        {
            var invoice = world.Invoice(id);
            if (invoice.Status == InvoiceStatus.Draft)
            {
                charges.Finalize(invoice);
            }

            return invoice.Status switch
            {
                InvoiceStatus.Paid => throw StripeException.Invalid("Invoice is already paid", code: "invoice_already_paid"),
                InvoiceStatus.Open when charges.Attempt(invoice, automatic: false) => InvoiceJson.Invoice(invoice),
                InvoiceStatus.Open when invoice.Customer.Card?.Behaviour == CardBehaviour.RequiresAction => throw StripeException.NeedsAuthentication(),
                InvoiceStatus.Open => throw StripeException.Declined(),
                _ => throw StripeException.Invalid($"This invoice is {JsonParts.Name(invoice.Status)} and can no longer be paid.", code: "invoice_not_editable"),
            };
        }
    }

    private static JsonObject Void(string id, Parameters parameters, StripeWorld world, Charges charges)
    {
        parameters.Close();
        lock (world.Gate)
        {
            var invoice = world.Invoice(id);
            if (invoice.Status != InvoiceStatus.Open)
            {
                throw StripeException.Invalid("You can only void open invoices.", code: "invoice_not_editable");
            }

            charges.Void(invoice);
            return InvoiceJson.Invoice(invoice);
        }
    }
}
