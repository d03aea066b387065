Console.WriteLine("Gova");
