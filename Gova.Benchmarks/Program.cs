Console.WriteLine("Gova.Benchmarks");
